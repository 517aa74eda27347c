//! Names of loops: sortable by time, and unique in this process.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use bowline_loop_core::LoopId;

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Where the counter starts in this process: two processes started in the same second rarely agree on it.
static START: LazyLock<u32> = LazyLock::new(|| {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_nanos();
    nanos.rotate_left(13) ^ std::process::id().wrapping_mul(0x9E37_79B9)
});

/// A new name, for instance `fix-20260131-235959-3f9a`: the pattern, the time in UTC, and four hexadecimal digits.
pub fn new_id(pattern: &str) -> LoopId {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let tail = START.wrapping_add(COUNTER.fetch_add(1, Ordering::Relaxed)) & 0xffff;
    let (date, time) = civil(seconds);
    LoopId(format!(
        "{pattern}-{}-{}-{tail:04x}",
        date.replace('-', ""),
        time.replace(':', "")
    ))
}

/// The UTC date (`2026-01-31`) and time of day (`23:59:59`) of a number of seconds since 1970-01-01.
pub fn civil(unix_seconds: u64) -> (String, String) {
    let (days, seconds) = (unix_seconds / 86_400, unix_seconds % 86_400);
    // Years are counted from 1 March 0000, so that the leap day is the last of its year; 400 years have 146 097 days.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let date = format!("{year:04}-{month:02}-{day:02}");
    (
        date,
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ),
    )
}
