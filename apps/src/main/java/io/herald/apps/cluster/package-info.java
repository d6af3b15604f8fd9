/** How nodes find each other, agree, and see how the others are. */
package io.herald.apps.cluster;
