# Real Puppet in one process, for comparison; writes one JSON line. Needs Debian's puppet-agent or the puppet gem.
#
#   ruby puppet.rb compile CODEDIR NODE FACTS.yaml ENVIRONMENT   median seconds of warm compiles
#   ruby puppet.rb parse FOLDER                                  seconds to parse every .pp and .epp, read before
require 'json'
require 'puppet'
require 'tmpdir'
require 'yaml'

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

def median(values) = values.sort[values.size / 2]

def settings(codedir, environment)
  Puppet.initialize_settings(
    ['--confdir', "#{Dir.tmpdir}/bench-puppet-conf", '--vardir', "#{Dir.tmpdir}/bench-puppet-var",
     '--codedir', codedir, '--environment', environment, '--log_level', 'err', '--environment_timeout', 'unlimited'])
  Puppet.push_context(Puppet.base_context(Puppet.settings))
end

def compile(codedir, name, facts_file, environment_name)
  settings(codedir, environment_name)
  values = YAML.safe_load(File.read(facts_file)) || {}
  environments = Puppet.lookup(:environments)
  compiling = []
  writing = []
  6.times do
    node = Puppet::Node.new(
      name, environment: environments.get!(environment_name), facts: Puppet::Node::Facts.new(name, values.dup))
    node.merge(values)
    node.add_server_facts({})
    start = now
    catalog = Puppet::Parser::Compiler.compile(node)
    compiled = now
    catalog.to_resource.to_data_hash.to_json
    compiling << compiled - start
    writing << now - compiled
  end
  # The first one loads and parses.
  { compile: median(compiling.drop(1)), write: median(writing.drop(1)), first: compiling[0] }
end

def parse(folder)
  settings(Dir.tmpdir, 'production')
  texts = Dir.glob("#{folder}/**/*.{pp,epp}").select { |path| File.file?(path) }.sort.map do |path|
    [path, File.read(path, encoding: 'utf-8')]
  end
  manifests = Puppet::Pops::Parser::EvaluatingParser.new
  templates = Puppet::Pops::Parser::EvaluatingParser::EvaluatingEppParser.new
  refused = 0
  start = now
  texts.each do |path, text|
    (path.end_with?('.epp') ? templates : manifests).parse_string(text, path)
  rescue StandardError
    refused += 1
  end
  { seconds: now - start, bytes: texts.sum { |_, text| text.bytesize }, refused: refused }
end

case ARGV.shift
when 'compile' then puts compile(*ARGV).to_json
when 'parse' then puts parse(*ARGV).to_json
else abort 'usage: puppet.rb compile CODEDIR NODE FACTS.yaml ENVIRONMENT | parse FOLDER'
end
