param location string
param tags object
param name string
param addressPrefix string = '10.40.0.0/16'
@description('What gets a private endpoint: a short name, the group of its private link, and the resource.')
param endpoints { name: string, group: 'blob' | 'queue' | 'table' | 'namespace' | 'account', resourceId: string }[]

var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  namespace: 'privatelink.servicebus.windows.net'
  account: 'privatelink.openai.azure.com'
}

resource vnet 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 0)
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'reader'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 1)
          delegations: [{ name: 'containers', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 2)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource functionsSubnet 'subnets' existing = { name: 'functions' }
  resource readerSubnet 'subnets' existing = { name: 'reader' }
  resource endpointsSubnet 'subnets' existing = { name: 'endpoints' }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for e in endpoints: {
    name: zoneNames[e.group]
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (e, i) in endpoints: {
    parent: zones[i]
    name: 'vnet'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: vnet.id } }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for e in endpoints: {
    name: 'pe-${e.name}-${e.group}'
    location: location
    tags: tags
    properties: {
      subnet: { id: vnet::endpointsSubnet.id }
      privateLinkServiceConnections: [
        { name: e.group, properties: { privateLinkServiceId: e.resourceId, groupIds: [e.group] } }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (e, i) in endpoints: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: e.group, properties: { privateDnsZoneId: zones[i].id } }]
    }
  }
]

output vnetId string = vnet.id
output functionsSubnetId string = vnet::functionsSubnet.id
output readerSubnetId string = vnet::readerSubnet.id
