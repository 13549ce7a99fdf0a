node default {
  $apps = lookup('apps', Array[String], 'unique')
  $apps.each |$app| { include "profile::${app}" }
}
