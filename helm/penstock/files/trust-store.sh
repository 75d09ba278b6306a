# Makes the trust store of the JVM: what it trusts anyway, and each certificate of the file given.
# Environment: CA_FILE (PEM, one or more certificates), TRUST_STORE (the file to make), JAVA_HOME.
set -eu
umask 077
cp "$JAVA_HOME/lib/security/cacerts" "$TRUST_STORE"
chmod 600 "$TRUST_STORE"
count=0
certificate=
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    *"BEGIN CERTIFICATE"*) certificate=$line ;;
    *"END CERTIFICATE"*)
      count=$((count + 1))
      printf '%s\n%s\n' "$certificate" "$line" | "$JAVA_HOME/bin/keytool" -importcert -noprompt -trustcacerts \
        -alias "penstock-$count" -keystore "$TRUST_STORE" -storepass changeit
      certificate=
      ;;
    *)
      if [ -n "$certificate" ]; then
        certificate=$(printf '%s\n%s' "$certificate" "$line")
      fi
      ;;
  esac
done < "$CA_FILE"
if [ "$count" -eq 0 ]; then
  echo "no certificate in $CA_FILE" >&2
  exit 1
fi
