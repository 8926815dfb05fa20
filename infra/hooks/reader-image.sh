#!/bin/sh
# After provisioning: builds the image of the GPU container in the registry (nothing is built here), keeps its name in the azd environment, and provisions once more with it.
set -eu

[ -z "${READER_IMAGE_BUILT:-}" ] || exit 0

case ${READER_MODE:-external} in
  gpu-*) ;;
  *) exit 0 ;;
esac
registry=$AZURE_CONTAINER_REGISTRY_NAME server=$AZURE_CONTAINER_REGISTRY_ENDPOINT
transport=${READER_TRANSPORT:-queue}
model_url=${READER_MODEL_URL:-https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf}
case ${READER_IMAGE:-} in
  "" | "$server"/*) ;;
  *) echo "READER_IMAGE=$READER_IMAGE is not of this registry: taken as it is, nothing is built."; exit 0 ;;
esac

if [ "$transport" = endpoint ]; then
  repository=model-server file=infra/model-server/Dockerfile target= made_of=infra/model-server
else
  repository=lector-reader file=src/Reader/Dockerfile target=cuda made_of="src Directory.Build.props Directory.Packages.props global.json"
fi
# What the image is made of is its tag, so that nothing is built twice; the model's name stands last, where gpu.bicep takes it from.
sum() { cksum | cut -d ' ' -f 1; }
# shellcheck disable=SC2086 # several paths
source=$(git rev-parse --verify --quiet HEAD >/dev/null 2>&1 && { git ls-tree HEAD $made_of; git diff HEAD -- $made_of; } | sum || date -u +%Y%m%d%H%M%S)
model=$(basename "$model_url" .gguf | tr -c 'A-Za-z0-9_.\n-' _)
tag=$source.$(printf '%s' "$model_url" | sum)-$model
image=$server/$repository:$tag

if az acr repository show --name "$registry" --image "$repository:$tag" --only-show-errors >/dev/null 2>&1; then
  echo "$image is there already."
else
  echo "Building $image in the registry (a model file of some gigabytes goes in: this takes a while)."
  az acr build --registry "$registry" --image "$repository:$tag" --file "$file" ${target:+--target "$target"} --build-arg "MODEL_URL=$model_url" --timeout 7200 --only-show-errors . ||
    { echo "The image could not be built. Run azd provision again; the log above names the step. Another model: azd env set READER_MODEL_URL https://..."; exit 1; }
fi
[ "${READER_IMAGE:-}" = "$image" ] && exit 0
azd env set READER_IMAGE "$image"
echo "Provisioning once more, now that the container has its image."
READER_IMAGE_BUILT=1 azd provision --no-prompt
