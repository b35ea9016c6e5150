"""The papers of 创先争优, one module for each family of forms; `reports.forms.of_excellence` lists them."""
