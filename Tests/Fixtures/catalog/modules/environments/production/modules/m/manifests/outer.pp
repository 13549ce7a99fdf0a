class m::outer { class m::outer::inner { notify { 'inner': } } include m::outer::inner }
