# A small cluster on which a branch is tried.
class role::preview_cluster {
  contain profile::ingress
  contain profile::plugin_site
}
