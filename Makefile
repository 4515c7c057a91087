# The verbs of Sparky. `make help` lists them; `make run` does the main job.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run prepare train predict test cross fuzz lint fmt bench bench-quality bench-numbers bench-tfrecord bench-prepare bench-prepare-whole bench-train bench-movielens bench-adult bench-tune bench-warm-start soak soak-tfrecord soak-prepare soak-train clean
started := $(shell date +%s)

PYTHON ?= python3.11
ROWS ?= 1000000
OUT ?= run
FUZZ_SECONDS ?= 300
ADULT ?=
export TZ := UTC
python := .venv/bin/python
jar := prepare/target/sparky-prepare.jar
archive := prepare/target/sparky-prepare.jsa
scala := build.sbt $(wildcard project/*.sbt project/*.properties) schema/criteo.json \
  $(shell find prepare -path '*/src/main/*' -type f 2>/dev/null)
# Where files are written that are to cost no disk's time.
memory = $(firstword $(wildcard /dev/shm /tmp))
job = $(python) -m deploy.local.main_job
options = --out "$(OUT)" --rows $(ROWS) $(if $(DATA),--data "$(DATA)") \
  $(if $(EVAL),--eval "$(EVAL)") $(if $(PREDICT),--predict "$(PREDICT)") $(if $(SCHEMA),--schema "$(SCHEMA)")
# Generated logs of the benchmarks of prepare and of the trainer, kept elsewhere.
logs = $(if $(LOGS),--logs "$(LOGS)")

# What the fuzzer makes of a target's corpus, and what it finds, it leaves in a folder of its own.
corpus = prepare/tfrecord/src/test/resources/corpus
fuzzed = prepare/tfrecord/target/fuzz
fuzz = "tfrecord/Test/runMain com.code_intelligence.jazzer.Jazzer \
  --target_class=sparky.tfrecord.fuzz.$(1)Target --instrumentation_includes=sparky.tfrecord.** \
  --custom_hook_includes=sparky.tfrecord.** \
  -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(fuzzed)/ \
  --reproducer_path=$(fuzzed) $(fuzzed)/$(2) $(corpus)/$(2)"

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'variables                DATA= EVAL= PREDICT= (globs) SCHEMA= ROWS=$(ROWS) OUT=$(OUT) FUZZ_SECONDS=$(FUZZ_SECONDS) LOGS= ADULT='

setup: .venv/installed $(jar) $(archive) ## make the Python environment and the Spark application
	@:

run: setup ## the main job: click log to served predictions, every stage computed afresh
	@$(job) run $(options) --started $(started)

prepare: setup ## only: generate or split the rows, and make records of them
	@$(job) prepare $(options)

train: setup ## only: train on the records of OUT, evaluate, export
	@$(job) train $(options)

predict: setup ## only: score the predict records of OUT with the newest model of OUT
	@$(job) predict $(options)

test: setup lint ## lint, then all tests of both languages
	@project/sbt test
	@$(python) -m pytest --numprocesses=2

cross: setup ## build and test the data source for the other Spark line, 3.5 on Scala 2.12
	@project/sbt cross

fuzz: setup ## FUZZ_SECONDS of damaged bytes for each reader; what fails is left as a file
	@mkdir -p $(fuzzed)/framing $(fuzzed)/example $(fuzzed)/sequence-example
	@project/sbt -warn $(call fuzz,Framing,framing) $(call fuzz,Example,example) \
	  $(call fuzz,SequenceExample,sequence-example)

lint: setup ## ruff and scalafmt; the Scala compiler's own lints are errors of every build
	@$(python) -m ruff check --quiet . && $(python) -m ruff format --quiet --check .
	@project/sbt -error scalafmtCheckAll bench/scalafmtCheckAll scalafmtSbtCheck

fmt: setup ## format the sources of both languages
	@$(python) -m ruff check --quiet --fix . ; $(python) -m ruff format --quiet .
	@project/sbt -error scalafmtAll bench/scalafmtAll scalafmtSbt

bench: bench-quality bench-tfrecord bench-prepare bench-train bench-movielens bench-adult bench-tune bench-warm-start ## all benchmarks; each leaves bench/results/NAME.json

bench-quality: setup bench/out/peers/ready ## AUC of every model against the best possible and LightGBM, 5 million generated rows; hours
	@$(python) -m bench.quality.measure bench/out/quality --peers bench/out/peers/bin/python

bench-numbers: setup ## AUC of every recipe of numbers on generated rows, and on folds of DATA=, your own log
	@$(python) -m bench.quality.numbers bench/out/numbers $(if $(DATA),--log "$(DATA)")

bench-tfrecord: setup ## writes and reads of TFRecord files against tensorflow-hadoop, in turn, per core
	@project/sbt -warn "bench/run bench/out/tfrecord.jsonl $(memory)"
	@$(python) -m bench.tfrecord.figures bench/out/tfrecord.jsonl

bench-prepare: setup ## prepare against DuckDB and Polars at 2, 10 and 20 million rows, whole processes in turn
	@$(python) -m bench.prepare.measure bench/out/prepare $(logs)

bench-prepare-whole: setup ## prepare at the whole of Criteo's size, 45.8 million rows: time and peak memory
	@$(python) -m bench.prepare.whole bench/out/prepare $(logs)

bench-train: setup bench/out/torch/ready ## the trainer's reader and step against other readers, plain Keras and torch
	@$(python) -m bench.train.measure bench/out/train --torch bench/out/torch/bin/python $(logs)

bench-movielens: setup bench/out/movielens/wheel ## ncf on MovieLens-100k, by its paper's protocol, against ALS
	@$(python) -m bench.movielens.measure bench/out/movielens/run \
	  --wheel bench/out/movielens/wheel/recbole-*.whl

bench-adult: setup bench/out/adult-peers/ready ## AUC of wide-deep on UCI Adult, in the folder ADULT
	@$(python) -m bench.adult.measure bench/out/adult --data "$(ADULT)" \
	  --peers bench/out/adult-peers/bin/python

bench-tune: setup ## what a search of 20 trials finds beyond the defaults, on rows that it has not seen
	@$(python) -m bench.tune.measure bench/out/tune

bench-warm-start: setup ## evaluate logloss of a day that begins with the weights of the day before
	@$(python) -m bench.warm_start.measure bench/out/warm-start

soak: soak-tfrecord soak-prepare soak-train ## all tests that are too long for every day

soak-tfrecord: setup ## read tens of thousands of damaged TFRecord files in 64 MiB: no row lost or wrong unseen
	@project/sbt -warn tfrecord/soak

soak-prepare: setup ## break prepare down at every operation on files, and kill it: outputs stay whole, reruns identical
	@$(python) -m pytest -m soak prepare deploy
	@project/sbt -warn prepare/soak

soak-train: setup ## kill and stop trainings at any moment: they go on, and end in the same bits
	@rm -rf bench/out/soak-train
	@TF_CPP_MIN_LOG_LEVEL=2 $(python) -m trainer.crash_soak bench/out/soak-train
	@$(python) -m pytest -m soak trainer

clean: ## remove what was built, and the default output
	@rm -rf .venv run bench/out target project/target project/project
	@rm -rf prepare/target prepare/tfrecord/target bench/tfrecord/target

.venv/ready: requirements.txt
	@project/setup python $(PYTHON)

.venv/installed: .venv/ready pyproject.toml
	@project/setup package

# The ratings come with it; they are for research, and stay where they are.
bench/out/movielens/wheel: .venv/installed
	@$(python) -m pip download --quiet --no-deps --dest $@ recbole==1.2.1

bench/out/adult-peers/ready: bench/adult/peers.txt
	@$(PYTHON) -m venv bench/out/adult-peers
	@bench/out/adult-peers/bin/pip install --quiet --requirement $< && touch $@ || true

# Where torch is not to be had, the benchmark says so.
bench/out/torch/ready: bench/train/torch.txt
	@$(PYTHON) -m venv bench/out/torch
	@bench/out/torch/bin/pip install --quiet --requirement $< && touch $@ || true

bench/out/peers/ready: bench/quality/peers.txt
	@$(PYTHON) -m venv bench/out/peers
	@bench/out/peers/bin/pip install --quiet --requirement $< && touch $@ || true

$(jar): $(scala)
	@project/setup java
	@project/sbt -warn prepare/assembly tfrecord/package && touch $@

# Of Spark's classes, none of ours: a new jar needs no new archive.
$(archive): .venv/installed | $(jar)
	@$(python) -m deploy.local.class_archive
