//! Operators on small matrices with const generics.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Index, IndexMut, Mul, Neg};

#[derive(Debug, Clone, Copy, PartialEq)]
struct Matrix<T, const R: usize, const C: usize> {
    cells: [[T; C]; R],
}

impl<T: Copy + Default, const R: usize, const C: usize> Matrix<T, R, C> {
    fn zero() -> Self {
        Matrix {
            cells: [[T::default(); C]; R],
        }
    }

    fn from_fn(mut cell: impl FnMut(usize, usize) -> T) -> Self {
        let mut made = Self::zero();
        for row in 0..R {
            for column in 0..C {
                made[(row, column)] = cell(row, column);
            }
        }
        made
    }

    fn transposed(&self) -> Matrix<T, C, R> {
        Matrix::from_fn(|row, column| self[(column, row)])
    }
}

impl<T, const R: usize, const C: usize> Index<(usize, usize)> for Matrix<T, R, C> {
    type Output = T;

    fn index(&self, (row, column): (usize, usize)) -> &T {
        &self.cells[row][column]
    }
}

impl<T, const R: usize, const C: usize> IndexMut<(usize, usize)> for Matrix<T, R, C> {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut T {
        &mut self.cells[row][column]
    }
}

impl<T, const R: usize, const C: usize> Add for Matrix<T, R, C>
where
    T: Copy + Default + Add<Output = T>,
{
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::from_fn(|row, column| self[(row, column)] + other[(row, column)])
    }
}

impl<T, const R: usize, const M: usize, const C: usize> Mul<Matrix<T, M, C>> for Matrix<T, R, M>
where
    T: Copy + Default + AddAssign + Mul<Output = T>,
{
    type Output = Matrix<T, R, C>;

    fn mul(self, other: Matrix<T, M, C>) -> Self::Output {
        Matrix::from_fn(|row, column| {
            let mut sum = T::default();
            for middle in 0..M {
                sum += self[(row, middle)] * other[(middle, column)];
            }
            sum
        })
    }
}

impl<T: Copy + Default + Neg<Output = T>, const R: usize, const C: usize> Neg for Matrix<T, R, C> {
    type Output = Self;

    fn neg(self) -> Self {
        Self::from_fn(|row, column| -self[(row, column)])
    }
}

fn show<T: Debug>(value: &T) -> String {
    format!("{value:?}").replace(' ', "")
}

fn main() {
    let one = Matrix::<i32, 2, 3>::from_fn(|row, column| (row * 3 + column) as i32);
    let other = one.transposed();
    assert_eq!(other[(2, 1)], 5);
    let product = one * other;
    assert_eq!(product.cells, [[5, 14], [14, 50]]);
    let sum = product + -product;
    assert_eq!(sum, Matrix::zero());
    assert_eq!(show(&sum.cells), "[[0,0],[0,0]]");
}
