@description('lector-reader as a queue worker: no ingress at all, from zero replicas by the length of the work queue.')
param location string
param tags object
param name string
param environmentId string
param image string
@minValue(1)
param cpu int
param memory string
@description('What the program itself is: the reader\'s least rights.')
param identityId string
param identityClientId string
@description('Used by the platform only, for image pull and queue length; hidden from the container.')
param platformIdentityId string
param registryServer string
param serviceBusHostName string
param queueName string
param settings { name: string, value: string }[]
@minValue(0)
param minReplicas int
@minValue(1)
param maxReplicas int

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {}, '${platformIdentityId}': {} }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'gpu'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: platformIdentityId }]
      identitySettings: [
        { identity: platformIdentityId, lifecycle: 'None' }
        { identity: identityId, lifecycle: 'Main' }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 600
      containers: [
        {
          name: 'reader'
          image: image
          resources: { cpu: cpu, memory: memory }
          env: concat(settings, [{ name: 'AZURE_CLIENT_ID', value: identityClientId }])
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        cooldownPeriod: 300
        pollingInterval: 15
        rules: [
          {
            name: 'work-queue'
            custom: {
              type: 'azure-servicebus'
              identity: platformIdentityId
              metadata: {
                namespace: split(serviceBusHostName, '.')[0]
                queueName: queueName
                messageCount: '1'
              }
            }
          }
        ]
      }
    }
  }
}
