"""The store: one DuckDB file of observations with vintages, holdings, operations and the passport of every delivery."""
