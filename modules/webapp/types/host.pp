# A host name that an Ingress routes
type Webapp::Host = Pattern[/\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\z/]
