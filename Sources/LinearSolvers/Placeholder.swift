import CGSL
import CLAPACK
