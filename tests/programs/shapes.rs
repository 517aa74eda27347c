//! Shapes behind a trait: dynamic dispatch, default methods, ordering by a float.

use std::cmp::Ordering;
use std::f64::consts::PI;
use std::fmt::{self, Display};

trait Shape {
    fn area(&self) -> f64;
    fn name(&self) -> String;

    fn describe(&self) -> String {
        format!("{} of {:.1}", self.name(), self.area())
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Circle {
    radius: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Polygon {
    corners: Vec<(f64, f64)>,
}

impl Shape for Circle {
    fn area(&self) -> f64 {
        PI * self.radius * self.radius
    }

    fn name(&self) -> String {
        "circle".to_string()
    }
}

impl Shape for Polygon {
    fn area(&self) -> f64 {
        let count = self.corners.len();
        let mut twice = 0.0;
        for index in 0..count {
            let (x, y) = self.corners[index];
            let (next_x, next_y) = self.corners[(index + 1) % count];
            twice += x * next_y - next_x * y;
        }
        (twice / 2.0).abs()
    }

    fn name(&self) -> String {
        match self.corners.len() {
            3 => "triangle".into(),
            4 => "quadrangle".into(),
            count => format!("{count}-gon"),
        }
    }
}

struct Drawing {
    title: &'static str,
    shapes: Vec<Box<dyn Shape>>,
}

impl Drawing {
    fn largest(&self) -> Option<&dyn Shape> {
        let by_area = |one: &&Box<dyn Shape>, other: &&Box<dyn Shape>| {
            one.area()
                .partial_cmp(&other.area())
                .unwrap_or(Ordering::Equal)
        };
        self.shapes
            .iter()
            .max_by(by_area)
            .map(|shape| shape.as_ref())
    }

    fn total(&self) -> f64 {
        self.shapes.iter().map(|shape| shape.area()).sum()
    }
}

impl Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        for shape in &self.shapes {
            writeln!(f, "- {}", shape.describe())?;
        }
        Ok(())
    }
}

fn main() {
    let square = Polygon {
        corners: vec![(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)],
    };
    let dot = Circle { radius: 0.5 };
    let bigger = Circle {
        radius: dot.radius * 4.0,
    };
    assert_eq!(square.area(), 4.0);
    let drawing = Drawing {
        title: "plan",
        shapes: vec![Box::new(square.clone()), Box::new(dot), Box::new(bigger)],
    };
    let largest = drawing.largest().map(|shape| shape.name());
    assert_eq!(largest.as_deref(), Some("circle"));
    assert!((drawing.total() - (4.0 + PI * 4.25)).abs() < 1e-9);
    let text = drawing.to_string();
    assert!(
        text.starts_with("plan\n- quadrangle of 4.0\n- circle of 0.8\n"),
        "{text}"
    );
}
