package dev.penstock.bench.dashboard;

/// Where a panel is, in Grafana's grid of 24 columns.
public record Place(int x, int y, int width, int height) {

    /// Columns of the grid.
    public static final int COLUMNS = 24;

    public Place {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > COLUMNS) {
            throw new IllegalArgumentException("outside of the grid: " + x + "," + y + " " + width + "×" + height);
        }
    }

    /// Whether both would be drawn on the same spot.
    public boolean overlaps(Place other) {
        return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
    }
}
