//! An expression tree that is simplified and printed by visitors: traits with associated types and generic methods.

use std::collections::HashMap;
use std::rc::Rc;

#[derive(Debug, Clone, PartialEq)]
enum Expr {
    Const(i64),
    Var(Rc<str>),
    Binary {
        op: Op,
        left: Box<Expr>,
        right: Box<Expr>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Mul,
}

impl Op {
    fn sign(self) -> char {
        match self {
            Op::Add => '+',
            Op::Mul => '*',
        }
    }

    fn apply(self, left: i64, right: i64) -> Option<i64> {
        match self {
            Op::Add => left.checked_add(right),
            Op::Mul => left.checked_mul(right),
        }
    }
}

trait Visitor {
    type Output;

    fn visit_const(&mut self, value: i64) -> Self::Output;
    fn visit_var(&mut self, name: &str) -> Self::Output;
    fn visit_binary(&mut self, op: Op, left: &Expr, right: &Expr) -> Self::Output;
}

impl Expr {
    fn accept<V: Visitor>(&self, visitor: &mut V) -> V::Output {
        match self {
            Expr::Const(value) => visitor.visit_const(*value),
            Expr::Var(name) => visitor.visit_var(name),
            Expr::Binary { op, left, right } => visitor.visit_binary(*op, left, right),
        }
    }

    fn binary(op: Op, left: Expr, right: Expr) -> Expr {
        Expr::Binary {
            op,
            left: Box::new(left),
            right: Box::new(right),
        }
    }
}

struct Printer;

impl Visitor for Printer {
    type Output = String;

    fn visit_const(&mut self, value: i64) -> String {
        value.to_string()
    }

    fn visit_var(&mut self, name: &str) -> String {
        name.to_owned()
    }

    fn visit_binary(&mut self, op: Op, left: &Expr, right: &Expr) -> String {
        format!(
            "({} {} {})",
            left.accept(self),
            op.sign(),
            right.accept(self)
        )
    }
}

struct Evaluator<'v> {
    values: &'v HashMap<String, i64>,
    steps: usize,
}

impl Visitor for Evaluator<'_> {
    type Output = Option<i64>;

    fn visit_const(&mut self, value: i64) -> Option<i64> {
        Some(value)
    }

    fn visit_var(&mut self, name: &str) -> Option<i64> {
        self.values.get(name).copied()
    }

    fn visit_binary(&mut self, op: Op, left: &Expr, right: &Expr) -> Option<i64> {
        self.steps += 1;
        let left = left.accept(self)?;
        let right = right.accept(self)?;
        op.apply(left, right)
    }
}

fn simplified(expr: &Expr) -> Expr {
    let Expr::Binary { op, left, right } = expr else {
        return expr.clone();
    };
    match (op, simplified(left), simplified(right)) {
        (Op::Add, Expr::Const(0), other) | (Op::Add, other, Expr::Const(0)) => other,
        (Op::Mul, Expr::Const(1), other) | (Op::Mul, other, Expr::Const(1)) => other,
        (op, left, right) => Expr::binary(*op, left, right),
    }
}

fn main() {
    let x = Expr::Var(Rc::from("x"));
    let sum = Expr::binary(Op::Add, x.clone(), Expr::Const(0));
    let expr = Expr::binary(Op::Mul, sum, Expr::binary(Op::Add, x, Expr::Const(2)));
    assert_eq!(expr.accept(&mut Printer), "((x + 0) * (x + 2))");
    assert_eq!(simplified(&expr).accept(&mut Printer), "(x * (x + 2))");
    let values = HashMap::from([("x".to_string(), 5)]);
    let mut evaluator = Evaluator {
        values: &values,
        steps: 0,
    };
    assert_eq!(expr.accept(&mut evaluator), Some(35));
    assert_eq!(evaluator.steps, 3);
    let empty = HashMap::new();
    assert_eq!(
        expr.accept(&mut Evaluator {
            values: &empty,
            steps: 0
        }),
        None
    );
}
