"""The monthly report of a territory: counted behind the fence, small counts hidden, written with tables and charts."""
