@description('Second stage, run by the hook after deployment: Event Grid calls the blob triggers\' webhook. That webhook proves its caller by the system key blobs_extension and by nothing else, and the key exists only after the host has indexed the functions; Resource Manager reads it here, so that it passes through no output, no setting and no machine.')
param functionAppName string
param topicName string
param storageAccountName string
param containerName string = 'matters'
param deadLetterContainerName string = 'eventgrid-deadletter'

@description('A blob trigger is called by name; the filter only spares calls, the trigger parses the path itself.')
var triggers = [
  { name: 'DocumentUploaded', part: '/documents/' }
  { name: 'AskUploaded', part: '/asks/' }
]

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource uploads 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for trigger in triggers: {
    parent: topic
    name: 'uploads-to-${toLower(trigger.name)}'
    properties: {
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        subjectBeginsWith: '/blobServices/default/containers/${containerName}/'
        advancedFilters: [{ operatorType: 'StringContains', key: 'subject', values: [trigger.part] }]
      }
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${trigger.name}&code=${listKeys('${app.id}/host/default', '2025-03-01').systemKeys.blobs_extension}'
        }
      }
      deadLetterWithResourceIdentity: {
        identity: { type: 'SystemAssigned' }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: { resourceId: storage.id, blobContainerName: deadLetterContainerName }
        }
      }
    }
  }
]
