//! Waiting, with an executor of our own.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// Ready at the second look.
struct Later(bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Looks at a future until it is ready.
pub fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// The litres in a tank after some were let in and some out.
pub async fn litres(before: u32, let_in: u32, let_out: u32) -> u32 {
    Later(false).await;
    let full = before + let_in;
    Later(false).await;
    full + let_out
}

#[cfg(test)]
mod tests {
    use super::{litres, wait_for};

    #[test]
    fn what_is_let_out_is_gone() {
        assert_eq!(wait_for(litres(10, 5, 3)), 12);
    }

    #[test]
    fn what_is_let_in_stays() {
        assert_eq!(wait_for(litres(7, 2, 0)), 9);
    }

    #[test]
    fn all_may_be_let_out() {
        assert_eq!(wait_for(litres(4, 4, 8)), 0);
    }
}
