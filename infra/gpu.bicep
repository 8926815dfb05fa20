@description('Reading in a GPU container: the reader that pulls from the queue, or a model server that Functions call. Either way from its own registry, on its own profile, with rights of its own.')
param location string
param tags object
param token string
@allowed(['T4', 'A100'])
param kind string
param byQueue bool
@description('Empty until the hook has built it in this registry: there is no container then. The hook provisions once more with it.')
param image string
param modelFile string
param model string
param modelServerArguments string
param minReplicas int
param maxReplicas int
param workspaceId string
param storageAccountName string
param blobEndpoint string
param serviceBusName string
param serviceBusHostName string
param workQueueName string
param vnetId string
param subnetId string

var shapes = {
  T4: { profile: 'Consumption-GPU-NC8as-T4', cpu: 8, memory: '56Gi' }
  A100: { profile: 'Consumption-GPU-NC24-A100', cpu: 24, memory: '220Gi' }
}
var abbr = loadJsonContent('abbreviations.json')
var grants = loadJsonContent('grants.json')
var appName = '${abbr.containerApp}${byQueue ? 'reader' : 'model'}-${take(token, 8)}'
// The hook's tag is <source>-<model>: the model that is inside the image names itself.
var built = contains(image, '/lector-reader:') ? join(skip(split(last(split(image, ':')), '-'), 1), '-') : ''
var modelName = empty(model) ? built : model
var llamaServer = '-m ${modelFile}${empty(model) ? '' : ' -a ${model}'} --host 0.0.0.0 --port 8080 -ngl 99 -np 16 -c 32768 -cram 0 --no-ui --no-slots --offline'

module readerIdentity 'modules/identity.bicep' = if (byQueue) {
  name: 'reader-identity'
  params: { location: location, tags: tags, name: '${abbr.identity}reader-${token}' }
}

module platformIdentity 'modules/identity.bicep' = {
  name: 'platform-identity'
  params: { location: location, tags: tags, name: '${abbr.identity}platform-${token}' }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  params: { location: location, tags: tags, name: '${abbr.registry}${token}' }
}

module readerRoles 'modules/roles.bicep' = if (byQueue) {
  name: 'reader-roles'
  params: {
    principalId: readerIdentity!.outputs.principalId
    grants: grants.reader
    storageAccountName: storageAccountName
    serviceBusName: serviceBusName
  }
}

module platformRoles 'modules/roles.bicep' = {
  name: 'platform-roles'
  params: {
    principalId: platformIdentity.outputs.principalId
    grants: byQueue ? concat(grants.puller, grants.scaler) : grants.puller
    serviceBusName: serviceBusName
    registryName: registry.outputs.name
  }
}

module environment 'modules/environment.bicep' = {
  name: 'environment'
  params: {
    location: location
    tags: tags
    name: '${abbr.containerEnvironment}${token}'
    gpuProfile: shapes[kind].profile
    workspaceId: workspaceId
    subnetId: subnetId
  }
}

module environmentNames 'modules/environment-names.bicep' = if (!empty(vnetId)) {
  name: 'environment-names'
  params: {
    tags: tags
    domain: environment.outputs.domain
    address: environment.outputs.address
    vnetId: vnetId
  }
}

module reader 'modules/reader.bicep' = if (byQueue && !empty(image)) {
  name: 'reader'
  dependsOn: [readerRoles, platformRoles]
  params: {
    location: location
    tags: tags
    name: appName
    environmentId: environment.outputs.id
    image: image
    cpu: shapes[kind].cpu
    memory: shapes[kind].memory
    identityId: readerIdentity!.outputs.id
    identityClientId: readerIdentity!.outputs.clientId
    platformIdentityId: platformIdentity.outputs.id
    registryServer: registry.outputs.loginServer
    serviceBusHostName: serviceBusHostName
    queueName: workQueueName
    settings: [
      { name: 'Reader__ServiceBusNamespace', value: serviceBusHostName }
      { name: 'Reader__BlobEndpoint', value: blobEndpoint }
      { name: 'Reader__Engine', value: 'llama' }
      { name: 'Reader__ModelFile', value: modelFile }
      { name: 'Reader__Model', value: modelName }
    ]
    minReplicas: minReplicas
    maxReplicas: maxReplicas
  }
}

module modelServer 'modules/model-server.bicep' = if (!byQueue && !empty(image)) {
  name: 'model-server'
  dependsOn: [platformRoles, environmentNames]
  params: {
    location: location
    tags: tags
    name: appName
    environmentId: environment.outputs.id
    image: image
    arguments: split(empty(modelServerArguments) ? llamaServer : modelServerArguments, ' ')
    cpu: shapes[kind].cpu
    memory: shapes[kind].memory
    platformIdentityId: platformIdentity.outputs.id
    registryServer: registry.outputs.loginServer
    minReplicas: max(1, minReplicas)
    maxReplicas: maxReplicas
  }
}

output registryName string = registry.outputs.name
output registryServer string = registry.outputs.loginServer
output appName string = empty(image) ? '' : appName
@description('By name, so that Functions know it before the container is there.')
output address string = byQueue ? '' : 'https://${appName}.${environment.outputs.domain}'
