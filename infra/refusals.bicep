@export()
@description('What a combination of settings lacks to work, in words; empty when it works. preflight says the same before anything is provisioned.')
func refusal(
  readerMode string,
  readerTransport string,
  privateNetworking bool,
  readerAddress string,
  location string,
  readerLocation string,
  minReplicas int,
  maxReplicas int
) string =>
  readerTransport == 'endpoint' && readerMode == 'none'
    ? 'READER_TRANSPORT=endpoint needs somebody who reads. Set READER_MODE to external, gpu-t4 or gpu-a100, or READER_TRANSPORT to queue.'
    : readerTransport == 'endpoint' && !privateNetworking
        ? 'READER_TRANSPORT=endpoint sends every passage over the network, and does so inside a private network only. Set PRIVATE_NETWORKING=true, or READER_TRANSPORT to queue.'
        : readerTransport == 'endpoint' && readerMode == 'external' && empty(readerAddress)
            ? 'READER_MODE=external with READER_TRANSPORT=endpoint needs the address of the server at the firm, as the private network reaches it. Set READER_ADDRESS, or READER_TRANSPORT to queue.'
            : !empty(readerAddress) && !(readerTransport == 'endpoint' && readerMode == 'external')
                ? 'READER_ADDRESS counts with READER_MODE=external and READER_TRANSPORT=endpoint only. Take it away, or set those.'
                : privateNetworking && startsWith(readerMode, 'gpu-') && readerLocation != location
                    ? 'A private network lies in one region: READER_LOCATION must be AZURE_LOCATION. Choose a region that has both, or PRIVATE_NETWORKING=false.'
                    : minReplicas > maxReplicas
                        ? 'READER_MIN_REPLICAS is above READER_MAX_REPLICAS. Lower the one or raise the other.'
                        : ''
