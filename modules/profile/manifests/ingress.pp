# How users reach what runs in a cluster.
class profile::ingress {
  include ingress_nginx
}
