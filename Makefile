.PHONY: check run bench

check:
	./mvnw --batch-mode verify

run:
	./herald start

# make bench ARGS="herald=127.0.0.1:4150/4151@PID nsqd=127.0.0.1:5150/5151@PID"
bench:
	./herald bench $(ARGS)
