package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.Breaker;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** One server that counts. Any thread. */
final class Node implements AutoCloseable {
    /** Questions at the start, so that the first request does not pay for the loading of classes. */
    private static final int REHEARSALS = 64;

    private final String name;
    private final Watch watch;
    private final Connections connections;
    private final Breaker breaker;
    private final Program program;
    private final LongAdder reloads = new LongAdder();

    /** What it runs. */
    interface Program {
        /** The same command with the program's text, for a server that has lost it. */
        byte[][] withText(byte[][] command);

        boolean isAnswer(List<?> told, byte[][] command);

        /** Token buckets. */
        Program BUCKETS = new Program() {
            @Override
            public byte[][] withText(byte[][] command) {
                return BucketScript.withText(command);
            }

            @Override
            public boolean isAnswer(List<?> told, byte[][] command) {
                return BucketScript.isAnswer(told, command);
            }
        };
    }

    /** @param probe a question that changes nothing */
    Node(
            String name,
            Connections.Address address,
            JedisClientConfig config,
            int connections,
            byte[][] probe,
            Program program) {
        this.name = name;
        this.program = program;
        watch = Watch.start(name);
        this.connections = new Connections(name, address, config, connections, watch);
        breaker = new Breaker(name, () -> probe(probe));
    }

    String name() {
        return name;
    }

    /**
     * Asks it once at the start. One that does not answer is taken as down.
     *
     * @throws DeniedException where it says that we may not
     */
    void greet(byte[][] probe) throws DeniedException {
        try {
            connections.greet();
            for (int i = 0; i < REHEARSALS; i++) {
                ask(probe, false, opening());
            }
        } catch (MovedException e) {
            // It answers: another has that key.
        } catch (StoreException e) {
            if (Connections.isAboutAccess(String.valueOf(e.getMessage()))) {
                throw new DeniedException(String.valueOf(e.getMessage()));
            }
            breaker.open(e);
        }
    }

    private static long opening() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * Clients.OPENING_MILLIS);
    }

    private void probe(byte[][] question) throws StoreException {
        connections.renew();
        try {
            ask(question, false, opening());
        } catch (MovedException e) {
            // It answers.
        }
    }

    /**
     * Has it run the program.
     *
     * @param asking whether it is asked for a key that is on its way to it
     * @throws StoreException where it does not answer in time, or is not asked as it did not answer before
     */
    List<?> decide(byte[][] command, boolean asking, long deadline) throws StoreException, MovedException {
        breaker.check();
        return decideAnyway(command, asking, deadline);
    }

    /** The same, also where it did not answer before. */
    List<?> decideAnyway(byte[][] command, boolean asking, long deadline) throws StoreException, MovedException {
        try {
            List<?> told = ask(command, asking, deadline);
            breaker.succeeded();
            return told;
        } catch (StoreException e) {
            breaker.failed(e);
            if (breaker.isOpen()) {
                connections.dismiss(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private List<?> ask(byte[][] command, boolean asking, long deadline) throws StoreException, MovedException {
        Pooled pooled = connections.take(deadline);
        try {
            return ask(pooled, command, asking, deadline);
        } catch (BrokenException e) {
            if (e.late) {
                throw new StoreException(name + ": " + e.getMessage());
            }
        }
        // The server had ended it while it was idle, and probably the others as well.
        connections.renew();
        try {
            return ask(connections.take(deadline), command, asking, deadline);
        } catch (BrokenException e) {
            throw new StoreException(name + ": " + e.getMessage());
        }
    }

    private List<?> ask(Pooled pooled, byte[][] command, boolean asking, long deadline)
            throws StoreException, MovedException, BrokenException {
        Connection connection = pooled.connection();
        boolean sound = false;
        boolean inTime = true;
        watch.begin(pooled, deadline);
        try {
            if (asking) {
                connection.sendCommand(Command.ASKING);
                connection.getOne();
            }
            List<?> told = evaluate(pooled, command);
            sound = true;
            return told;
        } catch (JedisMovedDataException e) {
            sound = true;
            throw new MovedException(e.getTargetNode(), true);
        } catch (JedisAskDataException e) {
            sound = true;
            throw new MovedException(e.getTargetNode(), false);
        } catch (JedisDataException e) {
            // READONLY and the like: it is not what it was.
            connections.renew();
            throw new StoreException(name + " says: " + e.getMessage());
        } catch (JedisException e) {
            inTime = pooled.end();
            throw new BrokenException(e, !inTime);
        } finally {
            if (inTime && pooled.end() && sound) {
                connections.give(pooled);
            } else {
                connections.drop(pooled);
            }
        }
    }

    private List<?> evaluate(Pooled pooled, byte[][] command) {
        try {
            pooled.say(command);
            return answer(pooled, command);
        } catch (JedisNoScriptException e) {
            reloads.increment();
            pooled.say(program.withText(command));
            return answer(pooled, command);
        }
    }

    private List<?> answer(Pooled pooled, byte[][] command) {
        if (pooled.connection().getOne() instanceof List<?> told && program.isAnswer(told, command)) {
            return told;
        }
        throw new JedisException("what it says is no answer to our question");
    }

    /** A connection that is of no use any more. */
    private static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        /** Whether the server took too long, rather than ending it. */
        private final boolean late;

        BrokenException(JedisException e, boolean late) {
            super(late ? "no answer in time" : Connections.reason(e), null, false, false);
            this.late = late;
        }
    }

    /** Those open are of a server that is none any more. */
    void renew() {
        connections.renew();
    }

    /** Times that its connections were taken to be of no use any more. */
    long renewals() {
        return connections.renewals();
    }

    StoreState state() {
        return breaker.state();
    }

    /** Times that it had lost the program. */
    long reloads() {
        return reloads.sum();
    }

    @Override
    public void close() {
        breaker.close();
        connections.close();
        watch.close();
    }
}
