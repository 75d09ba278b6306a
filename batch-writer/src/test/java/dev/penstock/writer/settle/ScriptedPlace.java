package dev.penstock.writer.settle;

import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.park.Parked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes parked records but those of some offsets.
final class ScriptedPlace implements ParkingPlace {

    final List<Parked> published = new ArrayList<>();
    final Set<Long> refuse = new HashSet<>();

    @Override
    public AcknowledgedSends.Result<Parked> publish(List<Parked> records) {
        published.addAll(records);
        List<Parked> refused = records.stream()
                .filter(record -> refuse.contains(record.record().offset()))
                .toList();
        return new AcknowledgedSends.Result<>(refused, refused.isEmpty() ? "" : "refused");
    }
}
