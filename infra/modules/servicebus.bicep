param location string
param tags object
param name string
param queueNames string[]
@description('Premium, reached by a private endpoint, Azure\'s own trusted services and allowedAddresses only.')
param privateOnly bool
@description('IPv4 addresses or CIDR ranges that are let in besides.')
param allowedAddresses string[] = []

var tier = privateOnly ? 'Premium' : 'Standard'
var access = privateOnly && empty(allowedAddresses) ? 'Disabled' : 'Enabled'

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: privateOnly ? { name: tier, tier: tier, capacity: 1 } : { name: tier, tier: tier }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: access
  }

  resource networkRules 'networkRuleSets' = if (privateOnly) {
    name: 'default'
    properties: {
      publicNetworkAccess: access
      defaultAction: 'Deny'
      trustedServiceAccessEnabled: true
      ipRules: [for address in allowedAddresses: { ipMask: address, action: 'Allow' }]
    }
  }

  resource queues 'queues' = [
    for queueName in queueNames: {
      name: queueName
      properties: {
        lockDuration: 'PT5M'
        maxDeliveryCount: 5
        deadLetteringOnMessageExpiration: true
        // Longer than a run waits for a reader.
        defaultMessageTimeToLive: 'P60D'
        requiresDuplicateDetection: true
        duplicateDetectionHistoryTimeWindow: 'PT1H'
      }
    }
  ]
}

output id string = namespace.id
output name string = namespace.name
output hostName string = '${namespace.name}.servicebus.windows.net'
