"""Make the catalogue's data files. Not needed to use the catalogue.

`python -m langchain_aimlapi.catalogue.build --source DIR` reads two collected files and writes the data files
anew; with `--live` it also asks the service for its current list of models. Run twice on the same input, it
writes the same bytes.

The steps, each a module of pure functions: `rows` (one row per name), `judge` (dialect and capabilities from
contradicting sources), `relate` (successors and page titles), `live` (the service's list), `merge` (that list
into the rows), `layout` (the text of the files). Only `__main__` reads and writes.
"""
