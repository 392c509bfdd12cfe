# make run    build and serve the page; on a fresh machine it installs what is missing first
# make build  a static dist/ for any file server and any folder, with the table of its sizes
# make npm    the engine as a package for Node, in target/npm/
# make quick  the same dist/ for working on the page: built again in seconds, several times the size
# make test   everything: formatting, lints, native tests, the build, its budget, the browser tests,
#             the package's tests
# make check  formatting, lints, types, the shape of the repository
# make bench  how long checking and simulating take, natively, in Node and in the page, and a first
#             visit on a slow line; compare within one run only
# make oracle the exit matrix against CPython, on 10,000 random programs (SEED=… for others)
# make catalogue  what the catalogue says of the standard library, against the Python there is
# make alarms  how often large packages are reported, and how often rightly (downloads them)
# make fuzz  bytes, programs and edits against what must hold, chosen by a fuzzer that watches which
#             code runs, half an hour each (TIME=… for other seconds)
# make bench-packages  two million lines of large packages beside ruff and pylint (downloads them all)
# make validate  the simulator against queueing theory, every case with its full tolerance (8 minutes)
# make validate-real  the simulator against real processes under real limits, and a real connection
#             pool (downloads SQLAlchemy; Linux, and root for the limits of threads and processes)
# make mutants  mistakes put into a copy of the simulator, each of which its tests must catch
# make clean  removes what was built; the tools stay
#
# Needed beforehand: Rust by rustup (rustup.rs) and Node 20 or newer. Tools go to .tools/ and
# node_modules/; nothing else is installed but Debian's clang, lld and chromium, and those only
# as root and when they are missing.

TRUNK := 0.21.14
BINDGEN := 0.2.126
FUZZ := 0.13.2
WASM := --target wasm32-unknown-unknown --no-default-features

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export CARGO_TERM_COLOR ?= auto

tools := .tools/trunk-$(TRUNK) .tools/wasm-bindgen-$(BINDGEN)
sources := $(shell find src static lessons .cargo index.html Trunk.toml Cargo.toml Cargo.lock \
	-type f -not -path 'static/js/dist/*' -not -name '.*' 2>/dev/null) .cargo/config.toml

.PHONY: run build quick npm test bench bench-packages fuzz oracle catalogue alarms leakfix memory validate validate-real mutants check format lint types tidy native budget e2e package clean

run: dist/index.html
	@node static/js/serve.mjs dist

build: dist/index.html budget

# What is drawn and read at build time is made once; `make build` makes it anew.
quick: $(tools) .tools/clang node_modules/.package-lock.json | target/drawn
	trunk build

npm: dist/index.html
	@node static/npm/pack.mjs

test: check native build e2e package

check: format lint types tidy

format: .tools/rust
	cargo fmt --check

lint: .tools/rust .tools/clang
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked $(WASM) --features page --lib --bins -- -D warnings
	cargo clippy --locked $(WASM) --features module --lib --bins -- -D warnings
	cargo clippy --locked --no-default-features --features prerender --bin prerender -- -D warnings

types: node_modules/.package-lock.json
	tsc --noEmit -p static/js

tidy: .tools/rust
	cargo test --locked --quiet --test tests tidy

native: .tools/rust
	cargo test --locked --quiet

budget: dist/index.html
	@node static/js/budget.mjs dist

e2e: dist/index.html .tools/chromium
	node --test --test-concurrency=2 --test-reporter=spec tests/e2e/*.test.mjs

package: npm
	node --test --test-reporter=spec tests/npm/*.test.mjs

SEED ?= 1
oracle: .tools/rust
	cargo build --locked --release --bin leaklab
	python3 tests/oracle/oracle.py --tool target/release/leaklab --count 10000 --seed $(SEED)
	python3 tests/oracle/repairs.py --tool target/release/leaklab --count 10000 --seed $(SEED)

catalogue: .tools/rust
	cargo build --locked --release --bin leaklab
	python3 tests/catalogue/verify.py --tool target/release/leaklab

alarms: .tools/rust
	cargo build --locked --release --bin leaklab
	python3 tests/packages/alarms.py --tool target/release/leaklab

# Without sanitizers, which only nightly Rust has; those are for unsafe code, of which there is none.
TIME ?= 1800
fuzz: .tools/rust .tools/cargo-fuzz-$(FUZZ)
	python3 tests/fuzz/seeds.py target/fuzz/seeds
	for target in bytes python edits; do \
		mkdir -p target/fuzz/corpus/$$target; \
		cargo fuzz run --fuzz-dir tests/fuzz --target-dir target/fuzz --sanitizer none $$target \
			target/fuzz/corpus/$$target target/fuzz/seeds -- \
			-max_total_time=$(TIME) -max_len=4096 -timeout=600 || exit 1; \
	done

leakfix: .tools/rust
	cargo build --locked --release --bin leaklab
	@test -f ../shared/eval/leakfix/leakfix.py || { echo 'The labelled fixes are not here.'; exit 1; }
	python3 ../shared/eval/leakfix/leakfix.py --tool 'target/release/leaklab check --format json' --misses

memory: .tools/rust
	cargo build --locked --release --bin leaklab
	@test -f ../shared/eval/memory/score.py || { echo 'The labelled programs are not here.'; exit 1; }
	python3 ../shared/eval/memory/score.py -v 'target/release/leaklab check --format json'

validate: .tools/rust
	cargo test --locked --release --test tests sim:: -- --ignored --nocapture
	cargo test --locked --release --test tests lessons:: -- --ignored
	cargo build --locked --release --bin leaklab
	python3 tests/sim/theory.py --tool target/release/leaklab

validate-real: .tools/rust target/venv
	cargo build --locked --release --bin leaklab
	target/venv/bin/python tests/sim/real.py --tool target/release/leaklab

mutants: .tools/rust
	python3 tests/sim/mutants.py

bench: npm .tools/chromium target/simpy target/peers-node
	cargo bench --locked --bench check
	cargo bench --locked --bench simulate
	target/simpy/bin/python benches/simulate.py
	node benches/package.mjs
	node benches/page.mjs
	node benches/visit.mjs
	@test ! -d target/packages || $(MAKE) bench-packages

bench-packages: .tools/rust target/peers-venv
	cargo build --locked --release --bin leaklab
	python3 benches/packages.py --tool target/release/leaklab --peers target/peers-venv/bin

target/peers-venv:
	python3 -m venv $@
	$@/bin/pip install --quiet ruff==0.17.6 pylint==4.1.4 || { rm -r $@; exit 1; }

target/peers-node:
	mkdir -p $@
	cd $@ && npm init --yes >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts \
		@astral-sh/ruff-wasm-nodejs@0.17.4 web-tree-sitter@0.27.2 tree-sitter-python@0.25.0 \
		|| { rm -r $(CURDIR)/$@; exit 1; }

target/venv:
	python3 -m venv $@
	$@/bin/pip install --quiet sqlalchemy==2.1.9 || { rm -r $@; exit 1; }

target/simpy:
	python3 -m venv $@
	$@/bin/pip install --quiet simpy==4.1.2

clean:
	rm -rf dist static/js/dist target tests/e2e/screenshots .cache

dist/index.html: $(sources) $(tools) .tools/clang node_modules/.package-lock.json target/drawn
	@rm -rf .tools/build
	trunk build --release
	@touch $@

# The pages as HTML before anything runs, the lessons, the Reference.
target/drawn: $(sources) .tools/rust
	cargo run --locked --quiet --no-default-features --features prerender --bin prerender -- lessons $@
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .tools/node
	npm ci --no-fund --no-audit
	@touch $@

# One file each in .tools/ says that a thing is there; `.ci/tools` finds or installs it.
.tools/rust .tools/node .tools/clang .tools/chromium: .ci/tools
	@.ci/tools $(notdir $@)
	@touch $@

.tools/trunk-$(TRUNK): .ci/tools | .tools/rust
	@.ci/tools cargo-tool trunk trunk $(TRUNK) --no-default-features
	@touch $@

.tools/wasm-bindgen-$(BINDGEN): .ci/tools | .tools/rust
	@.ci/tools cargo-tool wasm-bindgen wasm-bindgen-cli $(BINDGEN)
	@touch $@

.tools/cargo-fuzz-$(FUZZ): .ci/tools | .tools/rust
	@.ci/tools cargo-tool cargo-fuzz cargo-fuzz $(FUZZ)
	@touch $@
