"""The directory tables: who has the expertise, as partners write it down in CSV files and spreadsheets.

    file --reading--> sheets of cells --headers--> kind of table --rows--> frozen records
         --dataset--> records whose references are resolved --statements--> triples

TABLES.md beside this file lists every table and column; it is generated from the records (document.py).
"""
