"""The desk: the pages on which officers correct their returns and stewards see the whole period.

In: requests of people, what the registry holds. Out: server-rendered Vietnamese pages and events
in the registry. The one surprising thing: it runs both alone (own sign-in) and mounted inside
Airflow (Airflow's sign-in); officers never sign in at all, they come by a signed link.
"""
