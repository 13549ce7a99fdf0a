# Application 0 of the benchmark
class profile::app0 (
  String[1] $image,
  String[1] $release,
  Webapp::Port $port,
  Integer[0] $replicas = 1,
  Array[String[1]] $hosts = [],
  Hash $env = {},
) {
  webapp { 'app0':
    image    => $image,
    release  => $release,
    port     => $port,
    replicas => $replicas,
    hosts    => $hosts,
    env      => $env,
  }
}
