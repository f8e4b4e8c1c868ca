#pragma once

namespace flywheel::bench {

// What this machine can do at this hour, measured beside every run: figures drift by half with the neighbours, ratios do not.

struct DiskYardstick {
    double per_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
};
// Y1: an appended 4 KiB page and fdatasync, over and over, for `seconds`.
DiskYardstick measure_disk(double seconds);

// Y2: a bare epoll program that writes one ready frame of `frame_bytes` to each of `sockets` sockets, over and over; frames a second
// of one core's writing, while a second process reads and drops them.
double measure_frames(int sockets, int frame_bytes, double seconds);

}  // namespace flywheel::bench
