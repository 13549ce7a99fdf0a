# The labels that every object of an application carries.
#
# @param app
#   The name of the application
# @param extra
#   Labels beside the common ones; they win over them
function webapp::labels(String[1] $app, Hash[String, String] $extra = {}) >> Hash[String, String] {
  {
    'app.kubernetes.io/name'       => $app,
    'app.kubernetes.io/managed-by' => 'bunraku',
  } + $extra
}
