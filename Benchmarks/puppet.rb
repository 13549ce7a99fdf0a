# Real Puppet in one process, for comparison; writes one JSON line. Needs Debian's puppet-agent or the puppet gem.
#
#   ruby puppet.rb compile CODEDIR NODE FACTS.yaml ENVIRONMENT   median seconds of warm compiles
#   ruby puppet.rb lookup CODEDIR COUNT KEY                      seconds to look COUNT keys up, KEY with %d for each
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

def lookup(codedir, count, key)
  settings(codedir, 'production')
  environment = Puppet.lookup(:environments).get!('production')
  facts = { 'host' => 'bench' }
  node = Puppet::Node.new('bench', environment: environment, facts: Puppet::Node::Facts.new('bench', facts))
  node.merge(facts)
  compiler = Puppet::Parser::Compiler.new(node)
  passes = []
  found = 0
  Puppet.override({ current_environment: environment, global_scope: compiler.topscope, loaders: compiler.loaders }, '') do
    compiler.send(:set_node_parameters)
    4.times do
      found = 0
      start = now
      count.to_i.times do |number|
        invocation = Puppet::Pops::Lookup::Invocation.new(compiler.topscope, {}, {})
        found += 1 if Puppet::Pops::Lookup.lookup(format(key, number), nil, nil, true, nil, invocation)
      end
      passes << now - start
    end
  end
  # The first one reads the data.
  { seconds: median(passes.drop(1)), first: passes[0], found: found }
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
when 'lookup' then puts lookup(*ARGV).to_json
when 'parse' then puts parse(*ARGV).to_json
else abort 'usage: puppet.rb compile CODEDIR NODE FACTS.yaml ENVIRONMENT | lookup CODEDIR COUNT KEY | parse FOLDER'
end
