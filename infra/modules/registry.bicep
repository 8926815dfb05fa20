param location string
param tags object
param name string

@description('Holds the reader image only, never a document: it stays reachable from outside, by Entra identities alone, also with private networking, because ACR Tasks build into it.')
resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

output name string = registry.name
output loginServer string = registry.properties.loginServer
