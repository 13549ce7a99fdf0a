function webapp::labels(String[1] $app, Hash[String, String] $extra = {}) >> Hash[String, String] {
  { 'app.kubernetes.io/name' => $app, 'app.kubernetes.io/managed-by' => 'catalog' } + $extra
}
