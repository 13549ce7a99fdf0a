# Where the logs of a pod go: `archive` to blob storage, `stream` to log analytics
type Webapp::Logtype = Enum['archive', 'stream']
