targetScope = 'subscription'

import { refusal } from 'refusals.bicep'

@minLength(1)
@maxLength(40)
param environmentName string
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Who reads: none (keyword statistics in Functions), external (a reader at the firm), or a GPU container in Azure.')
@allowed(['none', 'external', 'gpu-t4', 'gpu-a100'])
param readerMode string = 'external'
@description('queue: the reader pulls work and nothing listens. endpoint: Functions call a model server inside the private network.')
@allowed(['queue', 'endpoint'])
param readerTransport string = 'queue'
@description('Region of the GPU container; empty: location.')
param readerLocation string = ''
@description('Object id of the on-premises reader\'s identity; empty gives nobody its roles.')
param readerPrincipalId string = ''
@description('Image of the GPU container; empty: the hook builds one and provisions once more.')
param readerImage string = ''
@description('Model file inside that image.')
param readerModelFile string = '/models/model.gguf'
@description('Name of the model as the record and the endpoint know it.')
param readerModel string = ''
@description('Wire format of the endpoint; empty: found out by asking it.')
param readerDialect string = ''
@description('Address of the firm\'s own model server; external with endpoint only.')
param readerAddress string = ''
@description('GPU replicas that are kept running; each has its price at rest. An endpoint keeps one at least: a replica takes minutes to start, and a request waits 240 s at most.')
@minValue(0)
param readerMinReplicas int = 0
@minValue(1)
param readerMaxReplicas int = 1
@description('Command line of the model server in endpoint mode, cut at blanks; empty: llama-server\'s with the model file.')
param modelServerArguments string = ''

@description('blobTrigger: Event Grid calls the blob trigger\'s webhook with the platform\'s key. serviceBus: Event Grid sends to a queue with its identity, without any key.')
@allowed(['blobTrigger', 'serviceBus'])
param ingestMode string = 'blobTrigger'
@minValue(5)
@maxValue(3600)
param quietSeconds int = 60
@description('Private endpoints for storage, Service Bus (Premium then) and Azure OpenAI.')
param privateNetworking bool = false
@description('With private networking: IPv4 addresses or CIDR ranges (up to /30), divided by commas, that reach storage and Service Bus from outside.')
param allowedAddresses string = ''

@description('Region of Azure OpenAI; empty: location.')
param frontierLocation string = ''
@description('Model of the one call; "none" deploys no Azure OpenAI, and Lector then prepares the evidence only.')
param frontierModel string = 'gpt-5.4'
param frontierModelVersion string = '2026-03-05'
@allowed(['GlobalStandard', 'DataZoneStandard', 'Standard'])
param frontierSku string = 'GlobalStandard'
@description('Thousands of tokens a minute.')
@minValue(1)
param frontierCapacity int = 50
@description('Terms of the service as the firm knows them; they go into the disclosure ledger as entered.')
param frontierTerms string = ''

@description('Warm Functions instances for Durable. 0 costs nothing at rest and starts slowly; 1 is what Durable\'s documentation advises.')
@minValue(0)
@maxValue(20)
param alwaysReady int = 0
@description('Longest pause between two looks at Durable\'s queues, seconds. Looks are paid storage transactions.')
@minValue(1)
@maxValue(60)
param queuePollingSeconds int = 10
@description('Application id of an Entra app registration that guards the page; empty: function keys.')
param authClientId string = ''

@description('Who runs azd: uploads to matters and reads lector; empty in pipelines.')
param principalId string = ''
@allowed(['User', 'ServicePrincipal', 'Group'])
param principalType string = 'User'

var containers = {
  matters: 'matters'
  texts: 'texts'
  shards: 'shards'
  lector: 'lector'
  package: 'app-package'
  deadLetter: 'eventgrid-deadletter'
}
var queues = { work: 'read-work', results: 'read-results', ingest: 'ingest' }
var gpuRegion = empty(readerLocation) ? location : readerLocation
var frontierRegion = empty(frontierLocation) ? location : frontierLocation
var refused = refusal(
  readerMode,
  readerTransport,
  privateNetworking,
  readerAddress,
  location,
  gpuRegion,
  readerMinReplicas,
  readerMaxReplicas
)
var checkedName = empty(refused) ? environmentName : fail(refused)

var abbr = loadJsonContent('abbreviations.json')
var grants = loadJsonContent('grants.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var inGpu = startsWith(readerMode, 'gpu-')
var byQueue = readerTransport == 'queue' && readerMode != 'none'
var hasFrontier = frontierModel != 'none'
var usesBus = byQueue || ingestMode == 'serviceBus'
var addresses = empty(allowedAddresses) ? [] : map(split(allowedAddresses, ','), a => trim(a))
var zones = {
  GlobalStandard: 'any Azure region'
  DataZoneStandard: 'data zone of ${frontierRegion}'
  Standard: frontierRegion
}

resource rg 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: '${abbr.resourceGroup}${checkedName}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: rg
  params: {
    location: location
    tags: tags
    workspaceName: '${abbr.logAnalytics}${token}'
    componentName: '${abbr.insights}${token}'
  }
}

module appIdentity 'modules/identity.bicep' = {
  name: 'app-identity'
  scope: rg
  params: { location: location, tags: tags, name: '${abbr.identity}app-${token}' }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: rg
  params: {
    location: location
    tags: tags
    name: '${abbr.storage}${token}'
    containerNames: map(items(containers), c => c.value)
    privateOnly: privateNetworking
    allowedAddresses: privateNetworking ? addresses : []
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  name: 'service-bus'
  scope: rg
  params: {
    location: location
    tags: tags
    name: '${abbr.serviceBus}${token}'
    queueNames: map(items(queues), q => q.value)
    privateOnly: privateNetworking && usesBus
    allowedAddresses: privateNetworking && usesBus ? addresses : []
  }
}

module openAi 'modules/openai.bicep' = if (hasFrontier) {
  name: 'open-ai'
  scope: rg
  params: {
    location: frontierRegion
    tags: tags
    name: '${abbr.openAi}${token}'
    deploymentName: 'frontier'
    modelName: frontierModel
    modelVersion: frontierModelVersion
    skuName: frontierSku
    capacity: frontierCapacity
    privateOnly: privateNetworking
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: rg
  params: {
    location: location
    tags: tags
    name: '${abbr.vnet}${token}'
    endpoints: concat(
      map(['blob', 'queue', 'table'], g => { name: 'storage', group: g, resourceId: storage.outputs.id }),
      usesBus ? [{ name: 'bus', group: 'namespace', resourceId: serviceBus.outputs.id }] : [],
      hasFrontier ? [{ name: 'ai', group: 'account', resourceId: openAi!.outputs.id }] : []
    )
  }
}

module functions 'modules/functions.bicep' = {
  name: 'functions'
  scope: rg
  dependsOn: [appRoles]
  params: {
    location: location
    tags: tags
    planName: '${abbr.functionPlan}${token}'
    appName: '${abbr.functionApp}${token}'
    serviceName: 'functions'
    identityId: appIdentity.outputs.id
    deploymentContainerUrl: '${storage.outputs.blobEndpoint}${containers.package}'
    alwaysReady: alwaysReady
    authClientId: authClientId
    subnetId: privateNetworking ? network!.outputs.functionsSubnetId : ''
    appSettings: {
      AzureWebJobsStorage__accountName: storage.outputs.name
      AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
      AzureWebJobsStorage__queueServiceUri: storage.outputs.queueEndpoint
      AzureWebJobsStorage__tableServiceUri: storage.outputs.tableEndpoint
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: appIdentity.outputs.clientId
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval: '00:${queuePollingSeconds == 60 ? '01:00' : '00:${padLeft(queuePollingSeconds, 2, '0')}'}'
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${appIdentity.outputs.clientId};Authorization=AAD'
      AZURE_CLIENT_ID: appIdentity.outputs.clientId
      Documents__blobServiceUri: storage.outputs.blobEndpoint
      Documents__queueServiceUri: storage.outputs.queueEndpoint
      Documents__credential: 'managedidentity'
      Documents__clientId: appIdentity.outputs.clientId
      ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.hostName
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: appIdentity.outputs.clientId
      Lector__Region: location
      Lector__SignIn: empty(authClientId) ? 'key' : 'entra'
      Lector__IngestMode: ingestMode
      Lector__QuietSeconds: string(quietSeconds)
      Lector__Reading: readerMode == 'none' ? 'lexical' : readerTransport
      Lector__ReaderAddress: readerTransport != 'endpoint' ? '' : inGpu ? gpu!.outputs.address : readerAddress
      Lector__ReaderModel: readerModel
      Lector__ReaderDialect: readerDialect
      Lector__FrontierAddress: hasFrontier ? openAi!.outputs.endpoint : ''
      Lector__FrontierDeployment: hasFrontier ? openAi!.outputs.deploymentName : ''
      Lector__FrontierModel: hasFrontier ? frontierModel : ''
      Lector__FrontierZone: hasFrontier ? zones[frontierSku] : ''
      Lector__FrontierTerms: frontierTerms
    }
  }
}

module appRoles 'modules/roles.bicep' = {
  name: 'app-roles'
  scope: rg
  params: {
    principalId: appIdentity.outputs.principalId
    grants: filter(grants.app, g => g.at != 'frontier' || hasFrontier)
    storageAccountName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
    frontierName: hasFrontier ? openAi!.outputs.name : ''
    insightsName: monitoring.outputs.componentName
  }
}

module personRoles 'modules/roles.bicep' = if (!empty(principalId)) {
  name: 'person-roles'
  scope: rg
  params: {
    principalId: principalId
    principalType: principalType
    grants: grants.person
    storageAccountName: storage.outputs.name
  }
}

module externalReaderRoles 'modules/roles.bicep' = if (readerMode == 'external' && byQueue && !empty(readerPrincipalId)) {
  name: 'external-reader-roles'
  scope: rg
  params: {
    principalId: readerPrincipalId
    grants: grants.reader
    storageAccountName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
  }
}

module gpu 'gpu.bicep' = if (inGpu) {
  name: 'gpu'
  scope: rg
  params: {
    location: gpuRegion
    tags: tags
    token: token
    kind: readerMode == 'gpu-a100' ? 'A100' : 'T4'
    byQueue: byQueue
    image: readerImage
    modelFile: readerModelFile
    model: readerModel
    modelServerArguments: modelServerArguments
    minReplicas: readerMinReplicas
    maxReplicas: readerMaxReplicas
    workspaceId: monitoring.outputs.workspaceId
    storageAccountName: storage.outputs.name
    blobEndpoint: storage.outputs.blobEndpoint
    serviceBusName: serviceBus.outputs.name
    serviceBusHostName: serviceBus.outputs.hostName
    workQueueName: queues.work
    vnetId: privateNetworking ? network!.outputs.vnetId : ''
    subnetId: privateNetworking ? network!.outputs.readerSubnetId : ''
  }
}

module topic 'modules/eventgrid.bicep' = {
  name: 'topic'
  scope: rg
  params: {
    location: location
    tags: tags
    name: '${abbr.eventGridTopic}${token}'
    storageAccountId: storage.outputs.id
  }
}

module topicRoles 'modules/roles.bicep' = {
  name: 'topic-roles'
  scope: rg
  params: {
    principalId: topic.outputs.principalId
    grants: filter(grants.topic, g => g.at != 'queue' || ingestMode == 'serviceBus')
    storageAccountName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
  }
}

module ingestQueue 'modules/ingest-queue.bicep' = if (ingestMode == 'serviceBus') {
  name: 'ingest-queue'
  scope: rg
  dependsOn: [topicRoles]
  params: {
    topicName: topic.outputs.name
    storageAccountName: storage.outputs.name
    containerName: containers.matters
    serviceBusName: serviceBus.outputs.name
    queueName: queues.ingest
    deadLetterContainerName: containers.deadLetter
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = rg.name
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_STORAGE_BLOB_ENDPOINT string = storage.outputs.blobEndpoint
output AZURE_SERVICEBUS_NAMESPACE string = serviceBus.outputs.hostName
output AZURE_EVENTGRID_TOPIC_NAME string = topic.outputs.name
output AZURE_CONTAINER_REGISTRY_NAME string = inGpu ? gpu!.outputs.registryName : ''
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = inGpu ? gpu!.outputs.registryServer : ''
output READER_APP_NAME string = inGpu ? gpu!.outputs.appName : ''
output SERVICE_FUNCTIONS_NAME string = functions.outputs.name
output SERVICE_FUNCTIONS_URI string = functions.outputs.uri
