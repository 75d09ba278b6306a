package dev.penstock.bench.drawing;

/// A part of a picture.
record Area(double x, double y, double width, double height) {

    double right() {
        return x + width;
    }

    double bottom() {
        return y + height;
    }
}
