# Ends with 1 when a class of ours names a JDK module that the image would lack. Arguments: the JDK, the modules (a,b,c).
app=proxy-launcher/target/zentinel
missing=$("$1/bin/jdeps" --multi-release 25 -summary -cp "$app/lib/*" "$app/zentinel.jar" "$app"/lib/proxy-*.jar |
  sed -n 's/.* -> \(java\..*\|jdk\..*\)/\1/p' | sort -u | while read -r module; do
    case ,$2, in *,"$module",*) ;; *) echo "$module" ;; esac
  done)
[ -z "$missing" ] || { echo "scripts/dist.d/modules lacks what our classes name: $missing" >&2; exit 1; }
