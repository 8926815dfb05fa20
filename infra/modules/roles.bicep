@description('One line of grants.json: a role by name, and what it is given on.')
type grant = {
  role: string
  at: 'storage' | 'container' | 'queue' | 'frontier' | 'registry' | 'insights'
  @description('Of the container or queue; the rest is there once.')
  name: string?
}

@description('Object id of who is given the roles.')
param principalId string
@allowed(['ServicePrincipal', 'User', 'Group'])
param principalType string = 'ServicePrincipal'
param grants grant[]
param storageAccountName string = ''
param serviceBusName string = ''
param frontierName string = ''
param registryName string = ''
param insightsName string = ''

var ids = loadJsonContent('../roles.json')
var onStorage = filter(grants, g => g.at == 'storage')
var onContainers = filter(grants, g => g.at == 'container')
var onQueues = filter(grants, g => g.at == 'queue')
var onFrontier = filter(grants, g => g.at == 'frontier')
var onRegistry = filter(grants, g => g.at == 'registry')
var onInsights = filter(grants, g => g.at == 'insights')

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: empty(storageAccountName) ? 'none' : storageAccountName
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [
  for g in onContainers: {
    name: '${storageAccountName}/default/${g.?name ?? ''}'
  }
]

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for g in onQueues: {
    name: '${serviceBusName}/${g.?name ?? ''}'
  }
]

resource frontier 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: empty(frontierName) ? 'none' : frontierName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: empty(registryName) ? 'none' : registryName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: empty(insightsName) ? 'none' : insightsName
}

resource storageGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for g in onStorage: {
    name: guid(storage.id, principalId, ids[g.role])
    scope: storage
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]

resource containerGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (g, i) in onContainers: {
    name: guid(containers[i].id, principalId, ids[g.role])
    scope: containers[i]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]

resource queueGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (g, i) in onQueues: {
    name: guid(queues[i].id, principalId, ids[g.role])
    scope: queues[i]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]

resource frontierGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for g in onFrontier: {
    name: guid(frontier.id, principalId, ids[g.role])
    scope: frontier
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]

resource registryGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for g in onRegistry: {
    name: guid(registry.id, principalId, ids[g.role])
    scope: registry
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]

resource insightsGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for g in onInsights: {
    name: guid(insights.id, principalId, ids[g.role])
    scope: insights
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ids[g.role])
      principalId: principalId
      principalType: principalType
    }
  }
]
