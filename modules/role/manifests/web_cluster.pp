# A cluster that serves the public web applications.
class role::web_cluster {
  contain profile::observability
  contain profile::ingress
  contain profile::plugin_site
  contain profile::account_app
}
