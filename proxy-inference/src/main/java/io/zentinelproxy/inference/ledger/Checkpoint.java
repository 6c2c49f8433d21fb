package io.zentinelproxy.inference.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * All books as they were after one change, in a file: a start reads that, and of the journals only what came later. Head: magic, place of that
 * change, CRC-32C of what follows: accounts, then open reservations.
 */
final class Checkpoint {
    private static final String NAME = "books.checkpoint";
    private static final long MAGIC = 0x5a454e5443484b31L;
    private static final int HEAD = 20;

    private Checkpoint() {}

    /** Who calls has the lock of the folder. */
    static void write(Path folder, Books books, long order) throws IOException {
        byte[] content = content(books);
        ByteBuffer all = ByteBuffer.allocate(HEAD + content.length);
        all.putLong(MAGIC).putLong(order).putInt(crc(content)).put(content).flip();
        Path unfinished = folder.resolve(NAME + ".new");
        try (var channel = java.nio.channels.FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
        Files.move(
                unfinished, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static byte[] content(Books books) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(ChangeCodec.MOST);
        List<Account> accounts = new ArrayList<>();
        books.limits().forEach(book -> accounts.addAll(book.all()));
        flush(one.putInt(accounts.size()), content);
        for (Account account : accounts) {
            long[] saved = account.save();
            ChangeCodec.limit(account.limit, one);
            ChangeCodec.text(account.holder, one);
            one.putLong(account.now).putInt(account.told).putShort((short) saved.length);
            for (long number : saved) {
                one.putLong(number);
            }
            flush(one, content);
        }
        List<Open> open = books.open();
        flush(one.putInt(open.size()), content);
        for (Open reserved : open) {
            one.putLong(reserved.owner)
                    .putLong(reserved.number)
                    .putLong(reserved.since)
                    .putLong(reserved.until);
            one.putShort((short) reserved.accounts.length);
            for (int i = 0; i < reserved.accounts.length; i++) {
                ChangeCodec.text(reserved.accounts[i].limit.id(), one);
                ChangeCodec.text(reserved.accounts[i].holder, one);
                one.putLong(reserved.amounts[i]);
            }
            flush(one, content);
        }
        return content.toByteArray();
    }

    private static void flush(ByteBuffer one, ByteArrayOutputStream to) {
        to.write(one.array(), 0, one.position());
        one.clear();
    }

    /**
     * Fills empty books.
     *
     * @return the place of the last change that is in them, 0 where there is no checkpoint
     * @throws IOException where there is one that cannot be read
     */
    static long read(Path folder, Books books) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return 0;
        }
        byte[] all = Files.readAllBytes(file);
        ByteBuffer from = ByteBuffer.wrap(all);
        if (all.length < HEAD || from.getLong() != MAGIC) {
            throw new IOException(file + " is no checkpoint");
        }
        long order = from.getLong();
        CRC32C crc = new CRC32C();
        crc.update(all, HEAD, all.length - HEAD);
        if ((int) crc.getValue() != from.getInt()) {
            throw new IOException(file + " is not as it was written");
        }
        try {
            fill(books, from);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(file + " is no checkpoint", e);
        }
        return order;
    }

    private static void fill(Books books, ByteBuffer from) {
        Map<String, Limit> limits = new HashMap<>();
        Map<Account, long[]> saved = new HashMap<>();
        for (int left = from.getInt(); left > 0; left--) {
            Limit limit = ChangeCodec.limit(from);
            limits.put(limit.id(), limit);
            Account account = Account.of(limit, ChangeCodec.text(from), 0);
            account.now = from.getLong();
            account.told = from.getInt();
            long[] numbers = new long[from.getShort()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = from.getLong();
            }
            books.book(limit).add(account);
            saved.put(account, numbers);
        }
        for (int left = from.getInt(); left > 0; left--) {
            open(books, limits, from);
        }
        // Behind what is reserved, which would be owed twice else.
        saved.forEach(Account::restore);
    }

    private static void open(Books books, Map<String, Limit> limits, ByteBuffer from) {
        long owner = from.getLong();
        long number = from.getLong();
        long since = from.getLong();
        long until = from.getLong();
        Account[] accounts = new Account[from.getShort()];
        long[] amounts = new long[accounts.length];
        for (int i = 0; i < accounts.length; i++) {
            Limit limit = limits.get(ChangeCodec.text(from));
            String holder = ChangeCodec.text(from);
            if (limit == null) {
                throw new IllegalArgumentException("limit");
            }
            accounts[i] = books.recorded(limit, holder, 0);
            amounts[i] = from.getLong();
        }
        books.open(new Open(owner, number, since, until, accounts, amounts));
    }
}
