//! Accounts in modules: visibility, imports between modules, a trait in one and its users in another.

mod money {
    use std::fmt;
    use std::iter::Sum;
    use std::ops::{Add, Sub};

    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
    pub struct Cents(pub i64);

    impl Add for Cents {
        type Output = Cents;
        fn add(self, other: Cents) -> Cents {
            Cents(self.0 + other.0)
        }
    }

    impl Sub for Cents {
        type Output = Cents;
        fn sub(self, other: Cents) -> Cents {
            Cents(self.0 - other.0)
        }
    }

    impl Sum for Cents {
        fn sum<I: Iterator<Item = Cents>>(parts: I) -> Cents {
            parts.fold(Cents::default(), |sum, part| sum + part)
        }
    }

    impl fmt::Display for Cents {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
        }
    }
}

mod accounts {
    use super::money::Cents;

    pub trait Owned {
        fn owner(&self) -> &str;
        fn is_owned_by(&self, name: &str) -> bool {
            self.owner().eq_ignore_ascii_case(name)
        }
    }

    #[derive(Debug)]
    pub struct Account {
        owner: String,
        pub(crate) balance: Cents,
        history: Vec<Cents>,
    }

    impl Account {
        pub fn open(owner: &str, first: Cents) -> Account {
            Account {
                owner: owner.to_owned(),
                balance: first,
                history: vec![first],
            }
        }

        pub fn book(&mut self, amount: Cents) {
            self.balance = self.balance + amount;
            self.history.push(amount);
        }

        pub fn history(&self) -> &[Cents] {
            &self.history
        }
    }

    impl Owned for Account {
        fn owner(&self) -> &str {
            &self.owner
        }
    }
}

mod transfer {
    use crate::accounts::{Account, Owned};
    use crate::money::Cents;

    #[derive(Debug, PartialEq)]
    pub enum Refusal {
        SameOwner,
        TooLittle { missing: Cents },
    }

    pub fn transfer(from: &mut Account, to: &mut Account, amount: Cents) -> Result<(), Refusal> {
        if from.is_owned_by(to.owner()) {
            return Err(Refusal::SameOwner);
        }
        if from.balance < amount {
            let missing = amount - from.balance;
            return Err(Refusal::TooLittle { missing });
        }
        from.book(Cents(-amount.0));
        to.book(amount);
        Ok(())
    }
}

use accounts::{Account, Owned};
use money::Cents;
use transfer::{transfer, Refusal};

fn main() {
    let mut ann = Account::open("Ann", Cents(1000));
    let mut bob = Account::open("bob", Cents(250));
    assert_eq!(transfer(&mut ann, &mut bob, Cents(300)), Ok(()));
    assert_eq!(ann.balance.to_string(), "7.00");
    assert_eq!(bob.balance, Cents(550));
    let refused = transfer(&mut bob, &mut ann, Cents(600));
    assert_eq!(refused, Err(Refusal::TooLittle { missing: Cents(50) }));
    let mut other = Account::open("ANN", Cents::default());
    assert_eq!(
        transfer(&mut ann, &mut other, Cents(1)),
        Err(Refusal::SameOwner)
    );
    assert_eq!(bob.history().iter().copied().sum::<Cents>(), bob.balance);
    assert!(bob.is_owned_by("Bob"));
}
