#!/bin/sh
# ingestctl in its image, from any folder: kubectl exec deployment/penstock-ingestctl -- ingestctl keys list
exec java @/app/java.args -jar /app/app.jar "$@"
