package dev.penstock.sink.block;

import dev.penstock.model.topic.TopicId;
import java.util.HexFormat;

/// Names a block to ClickHouse, which drops a block whose token it knows **without looking at the rows**. Hence the
/// fingerprint: a token that could stand for other rows would lose them.
///
/// @param rows how many
/// @param fingerprint CRC-32C of the bytes that are sent
public record InsertToken(TopicId topic, int partition, long firstOffset, long lastOffset, int rows, int fingerprint) {

    /// The token of `block` when it is sent as bytes with that fingerprint.
    public static InsertToken of(BlockOrigin origin, Block block, int fingerprint) {
        return new InsertToken(
                origin.topic(),
                origin.partition(),
                block.firstOffset(),
                block.lastOffset(),
                block.rows().size(),
                fingerprint);
    }

    @Override
    public String toString() {
        return "v1:" + topic + "-" + partition + ":" + firstOffset + "-" + lastOffset + ":" + rows + ":"
                + HexFormat.of().toHexDigits(fingerprint);
    }
}
