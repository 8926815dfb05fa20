@description('A model server for reading through an endpoint: llama-server or vLLM behind an ingress that only the private network reaches. It holds no identity that could read a document.')
param location string
param tags object
param name string
@description('Must be an internal environment: its ingress then ends at an address inside the network.')
param environmentId string
param image string
param arguments string[]
@minValue(1)
param cpu int
param memory string
param platformIdentityId string
param registryServer string
@minValue(0)
param minReplicas int
@minValue(1)
param maxReplicas int
param port int = 8080

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${platformIdentityId}': {} }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'gpu'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: platformIdentityId }]
      identitySettings: [{ identity: platformIdentityId, lifecycle: 'None' }]
      ingress: {
        // In an internal environment "external" means: from the whole private network, and false: from the environment's own apps alone.
        external: true
        allowInsecure: false
        targetPort: port
        transport: 'http'
      }
    }
    template: {
      containers: [
        {
          name: 'model-server'
          image: image
          args: arguments
          resources: { cpu: cpu, memory: memory }
          probes: [
            // Loading a model takes minutes: up to 20 of them, then the replica is started again. Container Apps take a threshold of 10 at most.
            { type: 'Startup', httpGet: { path: '/health', port: port }, periodSeconds: 120, failureThreshold: 10 }
            { type: 'Readiness', httpGet: { path: '/health', port: port }, periodSeconds: 10, failureThreshold: 3 }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [{ name: 'requests', http: { metadata: { concurrentRequests: '16' } } }]
      }
    }
  }
}
