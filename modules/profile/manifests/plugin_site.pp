# The plugin site: a web application that talks to GitHub with a client secret.
#
# @param release
#   The release that runs
# @param host
#   The host name that users type
# @param aliases
#   More host names that lead to it
# @param replicas
#   How many pods run
# @param settings
#   Its settings
# @param client_id
#   The identifier of its GitHub application
# @param client_secret
#   The secret of its GitHub application
class profile::plugin_site (
  String[1]               $release,
  Webapp::Host            $host,
  String[1]               $client_id,
  Sensitive[String[1]]    $client_secret,
  Array[Webapp::Host]     $aliases  = [],
  Integer[0]              $replicas = 2,
  Hash[String[1], String] $settings = {},
) {
  webapp { 'plugin-site':
    image       => 'jenkinsciinfra/plugin-site',
    release     => $release,
    port        => 8080,
    host        => $host,
    aliases     => $aliases,
    replicas    => $replicas,
    settings    => $settings,
    credentials => {
      'GITHUB_CLIENT_ID'     => $client_id,
      'GITHUB_CLIENT_SECRET' => $client_secret,
    },
    health_path => '/healthcheck',
    require     => Class['profile::ingress'],
  }
}
