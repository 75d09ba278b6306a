package dev.penstock.writer.settle;

import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.park.Parked;
import java.util.List;

/// Where the records of halted streams go: [ParkedPublisher], or a scripted one in a test.
public interface ParkingPlace {

    /// Publishes records and waits for their acknowledgement.
    AcknowledgedSends.Result<Parked> publish(List<Parked> records) throws InterruptedException;
}
