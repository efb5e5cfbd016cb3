"""Prints the warehouse's address for a database client, starting the server when it is needed."""

from etl.warehouse import DATABASE, database_url
from etl.warehouse.schema import migrate

if __name__ == "__main__":
    migrate()
    print(database_url(DATABASE, driver=""))
