# After provisioning: builds the image of the GPU container in the registry (nothing is built here), keeps its name in the azd environment, and provisions once more with it.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
function Setting($name, $default) { $value = [Environment]::GetEnvironmentVariable($name); if ($value) { $value } else { $default } }

if (Setting READER_IMAGE_BUILT '') { exit 0 }
if ((Setting READER_MODE 'external') -notlike 'gpu-*') { exit 0 }
$registry = $env:AZURE_CONTAINER_REGISTRY_NAME
$server = $env:AZURE_CONTAINER_REGISTRY_ENDPOINT
$modelUrl = Setting READER_MODEL_URL 'https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf'
$known = Setting READER_IMAGE ''
if ($known -and -not $known.StartsWith("$server/")) {
    Write-Output "READER_IMAGE=$known is not of this registry: taken as it is, nothing is built."
    exit 0
}

if ((Setting READER_TRANSPORT 'queue') -eq 'endpoint') {
    $repository, $file, $target = 'model-server', 'infra/model-server/Dockerfile', @()
    $madeOf = @('infra/model-server')
} else {
    $repository, $file, $target = 'lector-reader', 'src/Reader/Dockerfile', @('--target', 'cuda')
    $madeOf = @('src', 'Directory.Build.props', 'Directory.Packages.props', 'global.json')
}
# What the image is made of is its tag, so that nothing is built twice; the model's name stands last, where gpu.bicep takes it from.
function Get-Sum($text) { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($text)), 0, 4).ToLowerInvariant() }
git rev-parse --verify --quiet HEAD *> $null
$source = if ($LASTEXITCODE -eq 0) { Get-Sum (((git ls-tree HEAD @madeOf) + @(git diff HEAD -- @madeOf)) -join "`n") } else { [DateTime]::UtcNow.ToString('yyyyMMddHHmmss') }
$model = [IO.Path]::GetFileNameWithoutExtension($modelUrl) -replace '[^A-Za-z0-9_.-]', '_'
$tag = "$source.$(Get-Sum $modelUrl)-$model"
$image = "$server/${repository}:$tag"

az acr repository show --name $registry --image "${repository}:$tag" --only-show-errors *> $null
if ($LASTEXITCODE -eq 0) {
    Write-Output "$image is there already."
} else {
    Write-Output "Building $image in the registry (a model file of some gigabytes goes in: this takes a while)."
    az acr build --registry $registry --image "${repository}:$tag" --file $file @target --build-arg "MODEL_URL=$modelUrl" --timeout 7200 --only-show-errors .
    if ($LASTEXITCODE -ne 0) {
        Write-Output 'The image could not be built. Run azd provision again; the log above names the step. Another model: azd env set READER_MODEL_URL https://...'
        exit 1
    }
}
if ($known -eq $image) { exit 0 }
azd env set READER_IMAGE $image
if ($LASTEXITCODE -ne 0) { exit 1 }
Write-Output 'Provisioning once more, now that the container has its image.'
$env:READER_IMAGE_BUILT = '1'
azd provision --no-prompt
exit $LASTEXITCODE
