@description('Default domain of the Container Apps environment: its apps are <app>.<domain>.')
param domain string
@description('The environment\'s address inside the network.')
param address string
param vnetId string
param tags object

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: domain
  location: 'global'
  tags: tags

  resource apps 'A' = {
    name: '*'
    properties: { ttl: 300, aRecords: [{ ipv4Address: address }] }
  }

  resource link 'virtualNetworkLinks' = {
    name: 'vnet'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: vnetId } }
  }
}
