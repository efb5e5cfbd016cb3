"""Prints the warehouse's address for a database client, starting the server when it is needed."""

from etl.warehouse import database_url, migrate
from etl.warehouse.connection import DATABASE

if __name__ == "__main__":
    migrate()
    print(database_url(DATABASE, driver=""))
