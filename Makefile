.PHONY: check run bench

check:
	./mvnw --batch-mode verify

run:
	./herald start

# make bench ARGS="3 100 herald=127.0.0.1:4150/4151@PID nsqd=127.0.0.1:5150/5151@PID"
bench:
	./mvnw --batch-mode -q -pl benchmarks -am -DskipTests package dependency:copy-dependencies -DincludeScope=runtime
	java -cp 'benchmarks/target/*:benchmarks/target/dependency/*' io.herald.benchmarks.Race $(ARGS)
