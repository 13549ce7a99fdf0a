# The account application, whose logs are kept for audits.
#
# @param release
#   The release that runs
# @param host
#   The host name that users type
# @param ldap_password
#   The password with which it binds to the directory
# @param settings
#   Its settings
class profile::account_app (
  String[1]               $release,
  Webapp::Host            $host,
  Sensitive[String[1]]    $ldap_password,
  Hash[String[1], String] $settings = {},
) {
  webapp { 'account-app':
    image       => 'jenkinsciinfra/account-app',
    release     => $release,
    port        => 8080,
    host        => $host,
    settings    => $settings,
    credentials => { 'LDAP_PASSWORD' => $ldap_password },
    logtype     => 'archive',
    require     => Class['profile::ingress'],
  }
}
