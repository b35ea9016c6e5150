"""The closed compartment 保密区: records under a key of their own, which only named readers hold.

For everybody else it does not exist: the file always carries a box of the same looks, whether anything is in it or not.
`compartment.enter` lets a reader in, `readers` names and dismisses readers. Knows no kind of case.
"""
